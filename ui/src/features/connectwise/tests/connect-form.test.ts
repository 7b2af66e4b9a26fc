import { describe, expect, it } from "vitest";
import { cleaned, emptyRequest, fieldError, formErrors } from "../manage/connect-form";

const good = {
  site: " na.myconnectwise.net\n",
  company: "northgate",
  public_key: "public",
  private_key: "private ",
  client_id: "1a2b3c4d-0000-1111-2222-333344445555",
};

describe("the form that connects", () => {
  it("names what is missing", () => {
    expect(Object.keys(formErrors(emptyRequest))).toEqual([
      "site",
      "company",
      "public_key",
      "private_key",
      "client_id",
    ]);
    expect(formErrors(good)).toEqual({});
  });

  it("knows what a client ID looks like", () => {
    expect(fieldError("client_id", "northgate")).toContain("36 characters");
    expect(fieldError("client_id", `{${good.client_id.toUpperCase()}}`)).toBeNull();
  });

  it("refuses a site that cannot be used", () => {
    expect(fieldError("site", "http://na.myconnectwise.net")).toContain("https");
    expect(fieldError("site", "http://127.0.0.1:8080")).toBeNull();
  });

  it("notices values in the wrong field", () => {
    expect(fieldError("company", "sam@northgate.example")).toContain("not an e-mail");
    expect(fieldError("public_key", good.client_id)).toContain("client ID");
    expect(fieldError("private_key", "abc def")).toContain("no space");
    expect(formErrors({ ...good, private_key: good.public_key })).toEqual({
      private_key: "The same as the public key; copy the private one",
    });
  });

  it("sends pasted values without the spaces around them", () => {
    expect(cleaned(good)).toEqual({ ...good, site: "na.myconnectwise.net", private_key: "private" });
  });
});
