/** The form that connects, as values and rules. */
import type { ConnectRequest } from "../../../backend/generated";
import { siteOf } from "./site";

export type ConnectField = keyof ConnectRequest;
export type ConnectErrors = Partial<Record<ConnectField, string>>;

export const emptyRequest: ConnectRequest = {
  site: "",
  company: "",
  public_key: "",
  private_key: "",
  client_id: "",
};

/** The inputs in their order, as they are called on the page. */
export const fieldNames: Record<ConnectField, string> = {
  site: "Site",
  company: "Company login",
  public_key: "Public key",
  private_key: "Private key",
  client_id: "Client ID",
};

export const connectFields = Object.keys(fieldNames) as ConnectField[];

const guid = /^\{?[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i;

const missing: Record<ConnectField, string> = {
  site: "Enter the site, such as na.myconnectwise.net",
  company: "Enter the company login",
  public_key: "Enter the public key",
  private_key: "Enter the private key",
  client_id: "Enter the client ID",
};

function keyError(text: string): string | null {
  if (/\s/.test(text)) return "A key has no space or line end within; copy it again";
  if (guid.test(text)) return "This looks like the client ID, which has a field of its own";
  return null;
}

/** What is wrong with one value, or nothing. */
export function fieldError(field: ConnectField, value: string): string | null {
  const text = value.trim();
  if (text === "") {
    return missing[field];
  }
  switch (field) {
    case "site": {
      const site = siteOf(text);
      return site.kind === "bad" ? site.why : null;
    }
    case "company":
      return text.includes("@") ? "The company login is a short name, not an e-mail address" : null;
    case "public_key":
    case "private_key":
      return keyError(text);
    case "client_id":
      return guid.test(text)
        ? null
        : "A client ID has 36 characters: 8-4-4-4-12, such as 1a2b3c4d-0000-1111-2222-333344445555";
  }
}

/** Everything that is wrong with the form. */
export function formErrors(values: ConnectRequest): ConnectErrors {
  const errors: ConnectErrors = {};
  for (const field of connectFields) {
    const error = fieldError(field, values[field]);
    if (error !== null) {
      errors[field] = error;
    }
  }
  if (errors.private_key === undefined && values.private_key.trim() === values.public_key.trim()) {
    errors.private_key = "The same as the public key; copy the private one";
  }
  return errors;
}

/** Pasted values bring spaces and line ends along; none of these values has any. */
export function cleaned(values: ConnectRequest): ConnectRequest {
  return {
    site: values.site.trim(),
    company: values.company.trim(),
    public_key: values.public_key.trim(),
    private_key: values.private_key.trim(),
    client_id: values.client_id.trim(),
  };
}
