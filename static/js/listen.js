// « Écouter »: reads what the page shows, with a voice that lives on the device.
// A distant voice would send the words elsewhere: it is never used. No voice, no button.

const button = document.querySelector("[data-carnet-listen]");
const speech = window.speechSynthesis;
const SLOWER = 0.9;

const voiceFor = (lang) => {
  const voices = speech.getVoices().filter((voice) => voice.localService);
  const spoken = (voice) => voice.lang.replace("_", "-").toLowerCase();
  return voices.find((voice) => spoken(voice) === lang)
    ?? voices.find((voice) => spoken(voice).split("-")[0] === lang.split("-")[0]);
};

const pageVoice = () => voiceFor(document.documentElement.lang.toLowerCase());

const show = (speaking) => {
  for (const part of button.querySelectorAll("[data-carnet-when]")) {
    part.hidden = (part.dataset.carnetWhen === "speaking") !== speaking;
  }
};

const stop = () => {
  speech.cancel();
  show(false);
};

const read = () => {
  const voice = pageVoice();
  const sentences = document.getElementById("main").innerText
    .split(/\n+/).map((line) => line.trim()).filter(Boolean);
  sentences.forEach((sentence, index) => {
    const words = new SpeechSynthesisUtterance(sentence);
    words.voice = voice;
    words.lang = voice.lang;
    words.rate = SLOWER;
    if (index === sentences.length - 1) words.onend = () => show(false);
    speech.speak(words);
  });
  if (sentences.length) show(true);
};

if (button && speech) {
  const offer = () => { button.hidden = !pageVoice(); };
  offer();
  speech.addEventListener?.("voiceschanged", offer);
  button.addEventListener("click", () => (speech.speaking ? stop() : read()));
  addEventListener("pagehide", stop);
  document.addEventListener("htmx:before:swap", stop);
}
