// The fields of the installation page: one for each parameter, drawn by its type, with its value, its checks and its changeable traits.
//
// It judges what one field alone can tell; the server judges all of them again.

import { element, fill } from "./dom.js";

/** The traits of a field that the app's own script may change while the page is open. */
const TRAITS = ["visible", "required", "disabled", "hint", "label", "value", "values", "error"];

const INPUT_TYPES = { text: "text", email: "email", phone_number: "tel", number: "number", url: "url", date: "date" };

/** One parameter's field. `onchange` hears of every change that a person makes. */
export class Field {
  #input;
  #label = element("span", {});
  #hint;
  #wrong;
  #options;
  #error = "";

  constructor(key, definition, { kept, onchange }) {
    this.key = key;
    this.definition = definition;
    this.kept = kept;
    this.visible = definition.visible !== false;
    this.required = definition.required === true;
    this.label = definition.display_name;
    this.hint = definition.description ?? "";
    this.#options = (definition.options ?? []).map((option) =>
      typeof option === "object" ? option : { label: option, value: option },
    );
    this.#hint = element("span", { class: "hint", id: `hint-${key}` });
    this.#wrong = element("span", { class: "wrong", id: `wrong-${key}`, role: "alert" });
    this.#input = this.#control();
    this.node = this.#row();
    this.node.addEventListener("input", () => {
      this.#error = "";
      this.check();
      onchange(this);
    });
    this.value = definition.default_value;
    this.#draw();
  }

  get #choice() {
    return ["radio", "multiselect"].includes(this.definition.type);
  }

  #control() {
    const { type, secure } = this.definition;
    const id = `field-${this.key}`;
    if (this.#choice) return element("div", { id, class: "choices" });
    if (type === "dropdown") return element("select", { id, name: this.key });
    if (type === "checkbox") return element("input", { id, name: this.key, type: "checkbox" });
    if (type === "paragraph") return element("textarea", { id, name: this.key, rows: 4 });
    const shown = secure ? "password" : (INPUT_TYPES[type] ?? "text");
    const placeholder = this.kept ? "Kept as it is unless you type a new one" : undefined;
    return element("input", { id, name: this.key, type: shown, autocomplete: "off", spellcheck: "false", placeholder });
  }

  #row() {
    const about = { "aria-describedby": `hint-${this.key} wrong-${this.key}` };
    for (const [name, value] of Object.entries(about)) this.#input.setAttribute(name, value);
    const attributes = { class: "field", dataset: { field: this.key } };
    if (this.#choice) {
      const title = element("legend", { class: "label" }, this.#label);
      return element("fieldset", attributes, title, this.#hint, this.#input, this.#wrong);
    }
    const title = element("label", { for: this.#input.id }, this.#label);
    if (this.definition.type === "checkbox") {
      return element(
        "div",
        attributes,
        element("div", { class: "choice" }, this.#input, title),
        this.#hint,
        this.#wrong,
      );
    }
    return element("div", attributes, title, this.#hint, this.#input, this.#wrong);
  }

  /** What is entered; `undefined` when there is nothing to send. */
  get value() {
    const { type } = this.definition;
    if (type === "checkbox") return this.#input.checked;
    if (type === "multiselect") return this.#chosen();
    if (type === "radio") return this.#chosen()[0];
    if (type === "dropdown") return this.#options[this.#input.selectedIndex - 1]?.value;
    const text = this.definition.secure ? this.#input.value : this.#input.value.trim();
    if (text === "") return undefined;
    return type === "number" && Number.isFinite(Number(text)) ? Number(text) : text;
  }

  set value(value) {
    const { type } = this.definition;
    if (type === "checkbox") this.#input.checked = value === true;
    else if (this.#choice) this.#drawChoices([value ?? []].flat());
    else if (type === "dropdown") this.#drawOptions(value);
    else this.#input.value = value ?? "";
  }

  #chosen() {
    const marked = [...this.#input.querySelectorAll("input")].map((box) => box.checked);
    return this.#options.filter((_, index) => marked[index]).map((option) => option.value);
  }

  #drawChoices(chosen) {
    const type = this.definition.type === "radio" ? "radio" : "checkbox";
    const boxes = this.#options.map(({ label, value }) =>
      element(
        "label",
        { class: "choice" },
        element("input", { type, name: this.key, value, checked: chosen.includes(value) }),
        label,
      ),
    );
    fill(this.#input, boxes);
  }

  #drawOptions(chosen) {
    const choose = element("option", { value: "" }, "Choose…");
    fill(
      this.#input,
      choose,
      this.#options.map(({ label, value }) => element("option", { value, selected: value === chosen }, label)),
    );
  }

  /** Changes some of the field's traits, as the app's own script asks. */
  set(traits) {
    const unknown = Object.keys(traits).find((name) => !TRAITS.includes(name));
    if (unknown) throw new Error(`utils.set: a field has no trait "${unknown}"; it has ${TRAITS.join(", ")}.`);
    const { visible, required, disabled, hint, label, values, error } = traits;
    if (visible !== undefined) this.visible = visible;
    if (required !== undefined) this.required = required;
    if (hint !== undefined) this.hint = hint;
    if (label !== undefined) this.label = label;
    if (disabled !== undefined) for (const control of this.#controls()) control.disabled = disabled;
    if (values !== undefined) this.#offer(values);
    if ("value" in traits) this.value = traits.value;
    if (error !== undefined) this.reject(error);
    this.#draw();
  }

  #offer(values) {
    const before = this.value;
    this.#options = values.map((value) => (typeof value === "object" ? value : { label: value, value }));
    this.value = before;
  }

  #controls() {
    return this.#choice ? this.#input.querySelectorAll("input") : [this.#input];
  }

  #draw() {
    this.node.hidden = !this.visible;
    fill(this.#label, this.label, this.required && element("span", { class: "must", "aria-hidden": "true" }, " *"));
    fill(this.#hint, this.hint);
    if (!this.#choice) this.#input.setAttribute("aria-required", String(this.required));
  }

  /** Shows a sentence beneath the field until the person changes it; an empty one takes it away. */
  reject(sentence) {
    this.#error = sentence ?? "";
    this.#show(this.#error);
  }

  /** Shows what is wrong with the entered value; returns whether it may be sent. A hidden field is never wrong. */
  check() {
    const complaint = this.visible ? this.#error || this.#complaint() : "";
    this.#show(complaint);
    return complaint === "";
  }

  #show(complaint) {
    fill(this.#wrong, complaint);
    this.#input.setAttribute("aria-invalid", String(complaint !== ""));
  }

  #complaint() {
    const { value } = this;
    const blank = value === undefined || (Array.isArray(value) && value.length === 0);
    if (blank) return this.required && !this.kept ? `${this.label} is required.` : "";
    return typeof value === "string" ? this.#mismatch(value) : "";
  }

  /** The message of the first declared pattern that the text does not match. */
  #mismatch(text) {
    const rules = this.definition.regex ?? {};
    const broken = Object.keys(rules).find((name) => !name.endsWith("-error") && !fits(rules[name], text));
    return broken === undefined ? "" : (rules[`${broken}-error`] ?? `${this.label} is not valid.`);
  }

  focus() {
    (this.#choice ? this.#input.querySelector("input") : this.#input)?.focus();
  }
}

/** Whether a text matches a pattern; one that is no pattern asks for nothing, since the app's author hears of it elsewhere. */
function fits(pattern, text) {
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return true;
  }
}
