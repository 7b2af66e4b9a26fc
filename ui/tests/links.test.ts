import { describe, expect, it } from "vitest";
import { checkEmail, linksIn } from "../src/components";
import { isSafeAddress } from "../src/components/links";

describe("addresses in a note", () => {
  it("are found without the sentence around them", () => {
    expect(linksIn("See https://wiki.example/a?b=1#c, then (http://x.example/d_(e)).")).toEqual([
      "https://wiki.example/a?b=1#c",
      "http://x.example/d_(e)",
    ]);
    expect(linksIn("Ask mailto:plans@mill.example; twice mailto:plans@mill.example")).toEqual([
      "mailto:plans@mill.example",
    ]);
    expect(linksIn("")).toEqual([]);
  });

  it("are only those that open a page, a letter or a call", () => {
    expect(linksIn("javascript:alert(1) file:///etc/passwd data:text/html,x ftp://x.example")).toEqual([]);
    expect(isSafeAddress("tel:+441482496011")).toBe(true);
    expect(isSafeAddress("javascript:alert(1)")).toBe(false);
    expect(isSafeAddress("no address")).toBe(false);
  });

  it("are not those that read as another host than they are", () => {
    expect(linksIn("https://bank.example@evil.example/login")).toEqual([]);
  });
});

describe("an e-mail address", () => {
  it("is refused only where it is certainly wrong", () => {
    for (const right of ["", "dana@office.example", "o'neil+a@müller.example", " a@b.co "]) {
      expect(checkEmail(right), right).toBeNull();
    }
    for (const wrong of ["dana", "@office.example", "a@b@c.example", "a b@c.example", "a@office", "a@.example"]) {
      expect(checkEmail(wrong), wrong).not.toBeNull();
    }
  });
});
