/** The form that connects, as values and rules. */
import type { ConnectRequest } from "../../../backend/generated";

export type ConnectField = keyof ConnectRequest;
export type ConnectErrors = Partial<Record<ConnectField, string>>;

export const emptyRequest: ConnectRequest = {
  site: "",
  company: "",
  public_key: "",
  private_key: "",
  client_id: "",
};

const guid = /^\{?[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i;

const missing: Record<ConnectField, string> = {
  site: "Enter the site, such as na.myconnectwise.net",
  company: "Enter the company login",
  public_key: "Enter the public key",
  private_key: "Enter the private key",
  client_id: "Enter the client ID",
};

/** What is wrong with one value, or nothing. */
export function fieldError(field: ConnectField, value: string): string | null {
  const text = value.trim();
  if (text === "") {
    return missing[field];
  }
  if (field === "client_id" && !guid.test(text)) {
    return "A client ID has 36 characters: 8-4-4-4-12, such as 1a2b3c4d-0000-1111-2222-333344445555";
  }
  return null;
}

/** Everything that is wrong with the form. */
export function formErrors(values: ConnectRequest): ConnectErrors {
  const errors: ConnectErrors = {};
  for (const field of Object.keys(missing) as ConnectField[]) {
    const error = fieldError(field, values[field]);
    if (error !== null) {
      errors[field] = error;
    }
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
