import { opensAndCloses } from "./read/panel.js";
import { Reading } from "./read/reading.js";

for (const panel of document.querySelectorAll("[data-panel]")) opensAndCloses(panel);
for (const section of document.querySelectorAll("[data-reading]")) new Reading(section);
