/** What a failed connection means: in words, and which input it is about. */
import type { ErrorCode, RightView } from "../../../backend/generated";
import type { ConnectField } from "./connect-form";

/** The parts of a failure that decide what is said. */
export interface Failure {
  code: ErrorCode;
  message: string;
  details?: Record<string, unknown>;
}

export interface ConnectFailure {
  title: string;
  /** What to do. */
  advice: string;
  /** The inputs that are probably wrong. */
  fields: ConnectField[];
}

const failures: Partial<Record<ErrorCode, ConnectFailure>> = {
  bad_host: {
    title: "The site is not an address that can be used",
    advice: "",
    fields: ["site"],
  },
  not_connectwise: {
    title: "No ConnectWise PSA answered there",
    advice:
      "Another program or a web page answered at this address. Check the site, and whether a proxy is in between.",
    fields: ["site"],
  },
  unknown_company_login: {
    title: "ConnectWise does not know this company login",
    advice: "It is the short name on ConnectWise's login page, not the company's full name.",
    fields: ["company"],
  },
  unauthorized: {
    title: "ConnectWise refused the keys",
    advice:
      "The private key is shown only once there: if it is lost, make a new pair. If ConnectWise allows certain addresses only, add the public address of this office.",
    fields: ["public_key", "private_key"],
  },
  client_id_refused: {
    title: "ConnectWise refused the client ID",
    advice: "Copy the client ID from developer.connectwise.com: a GUID of 36 characters.",
    fields: ["client_id"],
  },
  missing_right: {
    title: "The API member lacks a right",
    advice: "Set the rights below in the security role of the API member, then try again.",
    fields: [],
  },
  connection_paused: {
    title: "The connection is paused",
    advice: "Mend what is named below, then check again.",
    fields: [],
  },
  unavailable: {
    title: "ConnectWise did not answer",
    advice: "Check the internet connection and the site, then try again.",
    fields: [],
  },
  too_many_requests: {
    title: "ConnectWise asks for fewer requests",
    advice: "Wait a minute, then try again.",
    fields: [],
  },
  bad_answer: {
    title: "ConnectWise's answer could not be understood",
    advice: "Try again. If it stays, copy the details for support.",
    fields: [],
  },
  run_in_progress: {
    title: "A sync is running",
    advice: "Wait until it has ended, or stop it first.",
    fields: [],
  },
  no_secret_store: {
    title: "There is no safe place for the keys on this computer",
    advice: "Unlock or install the system's keychain, then try again. The keys are never kept in plain text.",
    fields: [],
  },
  secret_store_failed: {
    title: "The keychain did not take the keys",
    advice: "Unlock the keychain, then try again.",
    fields: [],
  },
};

/** What a failure means; unknown codes get the core's own sentence. */
export function connectFailure(error: Failure): ConnectFailure {
  return failures[error.code] ?? { title: "Not connected", advice: "", fields: [] };
}

function isRight(value: unknown): value is RightView {
  if (typeof value !== "object" || value === null || !("right" in value) || !("granted" in value)) {
    return false;
  }
  return typeof value.right === "string" && (value.granted === null || typeof value.granted === "boolean");
}

/** The rights that an error names, in the order in which it names them. */
export function rightsOf(error: Failure): RightView[] {
  const rights = error.details?.rights;
  return Array.isArray(rights) ? rights.filter(isRight) : [];
}

/** What the API member needs, as ConnectWise's security roles page words it. */
export const neededRights = [
  { module: "Companies", right: "Company Maintenance", levels: "Inquire: All" },
  { module: "Companies", right: "Configurations", levels: "Add, Edit, Inquire: All" },
  { module: "System", right: "Table Setup", levels: "Add, Edit, Inquire: All" },
] as const;
