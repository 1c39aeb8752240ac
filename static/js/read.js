import { Awake } from "./read/awake.js";
import { opensAndCloses } from "./read/panel.js";
import { Reading } from "./read/reading.js";
import { Tap } from "./read/tap.js";

const find = (name) => document.querySelectorAll(`[data-${name}]`);

new Awake(find("story"));
for (const panel of find("panel")) opensAndCloses(panel);
for (const section of find("reading")) new Reading(section);
for (const article of find("story")) new Tap(article, find("tap")[0]);
