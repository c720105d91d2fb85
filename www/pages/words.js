// Labels that no public source has in a language: a made-up word stands for each, another in every run, so that nothing
// can find its way by them.

const PARTS = {
  latin: "ba de fi go lu ma ne pi ro su ta ve wi zo ka le".split(" "),
  ja: [..."アイウエオカキクケコサシスセソタ"],
  zh: [..."山水火木金土日月石田川林森花草竹"],
  ko: [..."가나다라마바사아자차카타파하거너"],
  ar: [..."بتثجحخدرزسشصطعغف"],
};

/** A word for a label; labels of different places in the list never get the same. */
export function word(language, seed, place, label) {
  const parts = PARTS[language] ?? PARTS.latin;
  let left = hash(`${seed}:${place}`);
  let text = "";
  for (let i = 0; i < 3; i += 1) {
    text += parts[left % parts.length];
    left = Math.floor(left / parts.length);
  }
  for (let rest = place + parts.length; rest > 0; rest = Math.floor(rest / parts.length)) {
    text += parts[(rest + seed) % parts.length];
  }
  const places = label.match(/\{\d\}/g) ?? [];
  return [text[0].toUpperCase() + text.slice(1), ...places].join(" ");
}

/** FNV-1a */
function hash(text) {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0), 0x01000193) >>> 0;
  return value;
}
