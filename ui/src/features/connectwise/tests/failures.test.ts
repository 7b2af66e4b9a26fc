import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../../../backend/generated";
import { connectFailure, type Failure, refusedRequest, rightsOf } from "../manage/failures";

const failed = (code: ErrorCode, details?: Record<string, unknown>): Failure => ({
  code,
  message: "In the core's words.",
  ...(details === undefined ? {} : { details }),
});

/** Everything that connecting or checking can end with. */
const codes: ErrorCode[] = [
  "invalid_input",
  "bad_host",
  "not_connectwise",
  "unknown_company_login",
  "unauthorized",
  "client_id_refused",
  "missing_right",
  "already_connected",
  "not_connected",
  "connection_paused",
  "unavailable",
  "too_many_requests",
  "rejected",
  "bad_answer",
  "run_in_progress",
  "stopped",
  "no_secret_store",
  "secret_store_failed",
  "disk_full",
  "storage",
  "sample_damaged",
];

describe("failures of connecting", () => {
  it("say what each means and what to do", () => {
    const titles = codes.map((code) => connectFailure(failed(code)).title);
    expect(titles).not.toContain("Not connected");
    expect(new Set(titles).size).toBe(codes.length);
    for (const code of codes) {
      const { title, advice } = connectFailure(failed(code));
      expect(title, code).toMatch(/^[A-Z].*[^.]$/);
      expect(advice, code).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("name the inputs to look at, and the step of the help", () => {
    expect(connectFailure(failed("bad_host")).fields).toEqual(["site"]);
    expect(connectFailure(failed("unknown_company_login")).fields).toEqual(["company", "site"]);
    expect(connectFailure(failed("unauthorized"))).toMatchObject({
      fields: ["public_key", "private_key", "company"],
      step: "keys",
    });
    expect(connectFailure(failed("client_id_refused"))).toMatchObject({ fields: ["client_id"], step: "client_id" });
    expect(connectFailure(failed("missing_right"))).toMatchObject({ fields: [], step: "role" });
  });

  it("leave other codes to the core's sentence, with a way on", () => {
    expect(connectFailure(failed("internal"))).toMatchObject({ title: "Not connected", fields: [], step: null });
    expect(connectFailure(failed("internal")).advice).not.toBe("");
  });

  it("name the refused request, and the allowed addresses as the other cause", () => {
    const refused = failed("missing_right", { rights: [], path: "GET /company/configurations" });
    expect(refusedRequest(refused)).toBe("GET /company/configurations");
    expect(connectFailure(refused).title).toContain("403");
    expect(connectFailure(refused).advice).toContain("public address");
    expect(refusedRequest(failed("missing_right", { path: 3 }))).toBeNull();
    expect(refusedRequest(failed("missing_right"))).toBeNull();
  });

  it("read the rights, and only what is one", () => {
    const right = { right: "Companies > Configurations: Edit All", granted: false };
    expect(rightsOf(failed("missing_right", { rights: [right, "x", { right: 3, granted: true }] }))).toEqual([right]);
    expect(rightsOf(failed("missing_right"))).toEqual([]);
    expect(rightsOf(failed("missing_right", { rights: "all" }))).toEqual([]);
  });
});
