import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../../../backend/generated";
import { connectFailure, type Failure, rightsOf } from "../manage/failures";

const failed = (code: ErrorCode, details?: Record<string, unknown>): Failure => ({
  code,
  message: "In the core's words.",
  ...(details === undefined ? {} : { details }),
});

describe("failures of connecting", () => {
  it("says what each means, and which input it is about", () => {
    const codes: ErrorCode[] = [
      "bad_host",
      "not_connectwise",
      "unknown_company_login",
      "unauthorized",
      "client_id_refused",
      "missing_right",
      "connection_paused",
      "unavailable",
      "too_many_requests",
      "bad_answer",
      "no_secret_store",
      "secret_store_failed",
    ];
    for (const code of codes) {
      expect(connectFailure(failed(code)).title, code).not.toBe("Not connected");
    }
    expect(connectFailure(failed("unknown_company_login")).fields).toEqual(["company"]);
  });

  it("leaves other codes to the core's sentence", () => {
    expect(connectFailure(failed("disk_full"))).toEqual({ title: "Not connected", advice: "", fields: [] });
  });

  it("reads the rights, and only what is one", () => {
    const right = { right: "Companies > Configurations: Edit All", granted: false };
    expect(rightsOf(failed("missing_right", { rights: [right, "x", { right: 3, granted: true }] }))).toEqual([right]);
    expect(rightsOf(failed("missing_right"))).toEqual([]);
    expect(rightsOf(failed("missing_right", { rights: "all" }))).toEqual([]);
  });
});
