// least: code points a second; within: seconds until all of an arrival is shown, however much it is
const SPOKEN = { zh: 6, en: 15 };
const NORMAL = { least: 8, within: 1 };
const QUICK = { least: 8, within: 0.001 };
const STILL = { ...QUICK, isWhole: true };

/** How fast words come: as the family likes, in whole sentences where nothing may move. */
export function tempo(pace, language, isStill) {
  if (isStill) return STILL;
  return pace === "calm" ? { least: SPOKEN[language.slice(0, 2)], within: Infinity } : pace === "quick" ? QUICK : NORMAL;
}
