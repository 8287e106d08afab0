"""Comments of colleagues: the part of a page that has them, and the forms that change them."""
