/** What a failed connection means: in words, and which input it is about. */
import type { ErrorCode, RightView } from "../../../backend/generated";
import type { ConnectField } from "./connect-form";
import type { SetupStepId } from "./setup-steps";

/** The parts of a failure that decide what is said. */
export interface Failure {
  code: ErrorCode;
  message: string;
  details?: Record<string, unknown>;
}

export interface ConnectFailure {
  /** What happened. */
  title: string;
  /** What to do. */
  advice: string;
  /** The inputs that are probably wrong. */
  fields: readonly ConnectField[];
  /** The step of the help that tells more. */
  step: SetupStepId | null;
}

const failures: Partial<Record<ErrorCode, ConnectFailure>> = {
  invalid_input: {
    title: "A value cannot be used",
    advice: "Correct the value that is named below, then try again.",
    fields: [],
    step: null,
  },
  bad_host: {
    title: "The site is not an address that can be used",
    advice: "Copy it from your browser while you work with ConnectWise, such as na.myconnectwise.net.",
    fields: ["site"],
    step: null,
  },
  not_connectwise: {
    title: "No ConnectWise PSA answered there",
    advice:
      "Another program or a web page answered at this address. Check the site, and whether a proxy or a sign-in page of the network is in between.",
    fields: ["site"],
    step: null,
  },
  unknown_company_login: {
    title: "ConnectWise does not know this company login",
    advice: "It is the short name on ConnectWise's login page, not the company's full name. Check the region as well.",
    fields: ["company", "site"],
    step: null,
  },
  unauthorized: {
    title: "ConnectWise refused the keys",
    advice:
      "Copy both keys again, from the same API member of this company login. The private key is shown only once there: if it is lost, make a new pair.",
    fields: ["public_key", "private_key", "company"],
    step: "keys",
  },
  client_id_refused: {
    title: "ConnectWise refused the client ID",
    advice: "Copy it from developer.connectwise.com, and look there whether it is still active.",
    fields: ["client_id"],
    step: "client_id",
  },
  missing_right: {
    title: "The API member lacks a right",
    advice: "Set the rights below in the security role of the API member, then try again.",
    fields: [],
    step: "role",
  },
  already_connected: {
    title: "Another ConnectWise account is connected",
    advice:
      "Only one can be connected at a time. Remove that integration first; nothing is changed in ConnectWise by it.",
    fields: ["site", "company"],
    step: null,
  },
  not_connected: {
    title: "ConnectWise is not connected any more",
    advice: "Somebody removed the integration meanwhile. Connect it again.",
    fields: [],
    step: null,
  },
  connection_paused: {
    title: "The connection is paused",
    advice: "Mend what is named below, then check again.",
    fields: [],
    step: null,
  },
  unavailable: {
    title: "ConnectWise did not answer",
    advice:
      "Check this computer's internet connection and the site. If both are right, ConnectWise is busy or in maintenance: try again in a few minutes.",
    fields: ["site"],
    step: null,
  },
  too_many_requests: {
    title: "ConnectWise asks for fewer requests",
    advice: "Other programs may be using this account as well. Wait a minute, then try again.",
    fields: [],
    step: null,
  },
  rejected: {
    title: "ConnectWise refused the request",
    advice: "Look at its own words below. If they do not help, copy the details for support.",
    fields: [],
    step: null,
  },
  bad_answer: {
    title: "ConnectWise's answer could not be understood",
    advice:
      "Try again. If it stays, a program between here and ConnectWise may change answers: copy the details for support.",
    fields: [],
    step: null,
  },
  run_in_progress: {
    title: "A sync is running",
    advice: "Wait until it has ended, or stop it first.",
    fields: [],
    step: null,
  },
  stopped: {
    title: "It was stopped",
    advice: "Try again when you are ready.",
    fields: [],
    step: null,
  },
  no_secret_store: {
    title: "There is no safe place for the keys on this computer",
    advice: "Unlock or install the system's keychain, then try again. The keys are never kept in plain text.",
    fields: [],
    step: null,
  },
  secret_store_failed: {
    title: "The keychain did not take the keys",
    advice: "Unlock the keychain, then try again.",
    fields: [],
    step: null,
  },
  disk_full: {
    title: "The disk is full",
    advice: "Make room on this computer, then try again.",
    fields: [],
    step: null,
  },
  storage: {
    title: "The workspace could not be read or written",
    advice: "Look whether its folder can be written to, then try again.",
    fields: [],
    step: null,
  },
  sample_damaged: {
    title: "The built-in ConnectWise of the sample cannot be read",
    advice: "Reset the sample: it is made anew. Your own workspace is not touched.",
    fields: [],
    step: null,
  },
};

/** A code that has no words of its own here is told in the core's. */
const other: ConnectFailure = {
  title: "Not connected",
  advice: "Try again. If it stays, copy the details for support.",
  fields: [],
  step: null,
};

/** What a failure means. */
export function connectFailure(error: Failure): ConnectFailure {
  const known = failures[error.code] ?? other;
  if (error.code === "missing_right" && refusedRequest(error) !== null) {
    return {
      ...known,
      title: "ConnectWise refused a request of the API member (403)",
      advice:
        "Set the right below in its security role. If the role is right, your ConnectWise may let in certain addresses only: allow the public address of this office.",
    };
  }
  return known;
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

/** Method and path of the request that was refused, where one was. */
export function refusedRequest(error: Failure): string | null {
  const path = error.details?.path;
  return typeof path === "string" && path !== "" ? path : null;
}
