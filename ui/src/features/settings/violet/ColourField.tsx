import { useId } from "react";
import { FieldFrame, Icon } from "../../../components";
import { useSavedField } from "../../../components/saved-field";
import { failedText, isEnter, isSaveKey, onSavingKeys, savingHint, TEXT_KEYS } from "../../../components/saving-hints";
import { contrastWords, isColour } from "../../violet/colour";

interface Props {
  /** Empty = none is chosen. */
  value: string;
  /** What counts meanwhile, and what the picker begins with. */
  usual: string;
  onSave(colour: string): Promise<unknown>;
}

/** The company's colour, typed or picked, with how well it can be read. */
export function ColourField({ value, usual, onSave }: Props) {
  const id = useId();
  const field = useSavedField({
    label: "Colour",
    value,
    onSave,
    check: (text) =>
      text.trim() === "" || isColour(text.trim()) ? null : "A colour is # and six digits or letters to f.",
  });
  const shown = isColour(field.draft.trim()) ? field.draft.trim() : usual;
  const contrast = contrastWords(field.draft.trim());
  const hint = savingHint(field, TEXT_KEYS);
  return (
    <div className="col g4">
      <FieldFrame id={id} label="Colour of buttons and switches" hint={hint} error={failedText(field)}>
        <span className="row g6">
          <input
            type="color"
            className="swatch"
            aria-label="Pick colour"
            value={shown.toLowerCase()}
            onChange={(event) => field.change(event.currentTarget.value)}
            onBlur={() => field.commit()}
          />
          <input
            id={id}
            className="in mono"
            value={field.draft}
            placeholder="Sitebook's own"
            spellCheck={false}
            autoComplete="off"
            aria-invalid={field.error ? true : undefined}
            aria-describedby={field.error || hint ? `${id}-hint` : undefined}
            onChange={(event) => field.change(event.currentTarget.value)}
            onBlur={() => field.commit()}
            onKeyDown={(event) => onSavingKeys(field, event, isEnter(event) || isSaveKey(event))}
          />
        </span>
      </FieldFrame>
      {contrast === null ? null : (
        <span className={contrast.isPoor ? "hint warn" : "hint"}>
          <Icon name={contrast.isPoor ? "warn" : "info"} />
          <span>{contrast.words}</span>
        </span>
      )}
    </div>
  );
}
