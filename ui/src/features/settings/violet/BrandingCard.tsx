import { useState } from "react";
import type { VioletSettings } from "../../../backend/generated";
import { useSetVioletSettings } from "../../../backend/queries";
import { checkEmail, SavedTextField } from "../../../components";
import { ColourField } from "./ColourField";
import { LogoField } from "./LogoField";

/** Whose app it is in the eyes of owners, and where they find help. */
export function BrandingCard({ settings }: { settings: VioletSettings }) {
  const set = useSetVioletSettings();
  const [name, setName] = useState(settings.company_name);
  return (
    <section className="card" aria-labelledby="branding-title">
      <header>
        <h2 id="branding-title">Your company, as owners see it</h2>
      </header>
      <div className="body">
        <SavedTextField
          label="Company name"
          value={settings.company_name}
          onDraft={setName}
          onSave={(text) => set.mutateAsync({ company_name: text.trim() })}
        />
        <LogoField logo={settings.logo} company={name} />
        <ColourField
          value={settings.colour_is_default ? "" : settings.colour}
          usual={settings.colour}
          onSave={(text) => set.mutateAsync({ colour: text.trim().toLowerCase() })}
        />
        <div className="f2">
          <SavedTextField
            label="Phone for help"
            type="tel"
            value={settings.support_phone}
            placeholder="none"
            onSave={(text) => set.mutateAsync({ support_phone: text.trim() })}
          />
          <SavedTextField
            label="E-mail for help"
            type="email"
            value={settings.support_email}
            placeholder="none"
            check={checkEmail}
            onSave={(text) => set.mutateAsync({ support_email: text.trim() })}
          />
        </div>
      </div>
      <footer>Owners read them on every page and in the invitation; it reaches them at once.</footer>
    </section>
  );
}
