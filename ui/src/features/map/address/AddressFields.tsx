import { Select } from "@mantine/core";
import codes from "i18n-iso-countries/codes.json";
import { useId } from "react";
import type { PostalAddress } from "../../../backend/generated";
import { FieldFrame, TextField } from "../../../components";
import { countryName } from "../location-words";
import { partLabel, partsOf } from "./postal";

const COUNTRIES = codes
  .map(([code]) => ({ value: code as string, label: countryName(code as string) }))
  .sort((a, b) => a.label.localeCompare(b.label));

interface AddressFieldsProps {
  value: PostalAddress;
  onChange(address: PostalAddress): void;
}

/** An address in its parts: the country first, since it says which parts there are, what they are called and their order. */
export function AddressFields({ value, onChange }: AddressFieldsProps) {
  const id = useId();
  return (
    <div className="address-fields">
      <FieldFrame id={id} label="Country">
        <Select
          id={id}
          searchable
          comboboxProps={{ keepMounted: false }}
          data={COUNTRIES}
          value={value.country || null}
          onChange={(country) => onChange({ ...value, country: country ?? "" })}
        />
      </FieldFrame>
      {partsOf(value.country).map((part) => (
        <TextField
          key={part}
          label={partLabel(part, value.country)}
          value={value[part]}
          onChange={(text) => onChange({ ...value, [part]: text })}
          autoComplete="off"
        />
      ))}
    </div>
  );
}
