// Everything here is a convenience: each page does the same without it.
import { copying } from "./copy.js";
import { following } from "./following.js";
import { keys } from "./keys.js";
import { live, unfolding } from "./live.js";
import { revealing } from "./reveal.js";
import { running } from "./running.js";
import { pinning } from "./pin.js";
import { selecting } from "./select.js";
import { slots } from "./slots.js";
import { suggesting } from "./suggest.js";
import { ticking } from "./ticks.js";
import { triage } from "./triage.js";
import { uploading } from "./uploading.js";

const say = (words) => {
  document.getElementById("said").textContent = words;
};

copying(document, say);
following(document, say);
keys(document, say, { ...triage(document, say), ...selecting(document, say, pinning(document, say)) });
revealing(document, say);
running(document, say);
slots(document, say);
suggesting(document, say);
ticking(document, say);
uploading(document, say);
live(document, say);
unfolding(document, say);
