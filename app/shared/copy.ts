// Puts the text of a field into the clipboard, as far as the browser lets a framed page do that.
// It says nothing to anybody; whether it worked is its answer.

/** Copies the field's text; where that is refused, the text is left selected and the answer is false. */
export async function copyField(field: HTMLInputElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.focus();
    field.select();
    return copySelection();
  }
}

/** The old way of copying needs no permission of the page around the frame, and nothing has replaced it there. */
function copySelection(): boolean {
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  }
}
