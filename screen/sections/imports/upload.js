// Sends the files that somebody chooses, one after the other, and says what became of each; then asks for a run.
export default function ({ data, parentElement, setTriggerValue }) {
  const [label, hint, input, said, wrong] = [".label", ".hint", "input", ".said", ".wrong"].map((one) =>
    parentElement.querySelector(one),
  );
  // the page may be drawn anew while files are sent, and then hears of it by the newer way
  parentElement.tell = () => setTriggerValue("sent", Date.now());
  label.textContent = data.words.choose;
  hint.textContent = data.words.hint;
  Object.assign(input, { multiple: data.multiple, accept: data.suffixes.join(",") });
  input.onchange = async () => {
    const files = [...input.files];
    wrong.replaceChildren();
    for (const file of files) {
      said.textContent = data.words.sending.replace("{file}", file.name);
      const fault = await send(file, data);
      if (fault) wrong.append(Object.assign(document.createElement("li"), { textContent: `${file.name}: ${fault}` }));
    }
    said.textContent = "";
    input.value = "";
    parentElement.tell();
  };
}

async function send(file, { address, most, suffixes, words }) {
  if (!suffixes.some((suffix) => file.name.endsWith(suffix))) return words.kind;
  if (file.size > most) return words.large;
  const headers = { "Content-Type": "application/octet-stream" };
  try {
    const answer = await fetch(address + encodeURIComponent(file.name), { method: "PUT", body: file, headers });
    return answer.ok ? "" : ({ 400: words.name, 404: words.gone, 413: words.large, 422: words.damaged }[answer.status] ?? words.failed);
  } catch {
    return words.failed;
  }
}
