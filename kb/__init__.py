"""The knowledge base: how policing and criminal justice buy and use IT, in evidence.

Layers, top to bottom: ``web`` and ``cli`` (doors), ``bootstrap`` (wiring), ``services`` (verbs),
``index`` (search), ``store`` and ``text`` (files and words), ``domain`` (values). Arrows point down;
import-linter keeps them so.
"""
