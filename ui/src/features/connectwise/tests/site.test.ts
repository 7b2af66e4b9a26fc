import { describe, expect, it } from "vitest";
import { siteOf, siteWords } from "../manage/site";

describe("the site as people paste it", () => {
  it("is understood in every form", () => {
    const forms: [string, string, string][] = [
      ["na.myconnectwise.net", "cloud", "ConnectWise's cloud, North America"],
      [
        "https://na.myconnectwise.net/v4_6_release/ConnectWise.aspx?a=1#x",
        "cloud",
        "ConnectWise's cloud, North America",
      ],
      ["  https://EU.myconnectwise.net/  ", "cloud", "ConnectWise's cloud, Europe"],
      ["api-au.myconnectwise.net", "cloud", "ConnectWise's cloud, Australia"],
      ["za.myconnectwise.net.", "cloud", "ConnectWise's cloud, South Africa"],
      ["staging.connectwisedev.com", "cloud", "ConnectWise's cloud, staging"],
      ["sandbox-na.myconnectwise.net", "cloud", "ConnectWise's cloud, sandbox-na"],
      ["//cw.example.com/x", "own", "A server or name of your own: cw.example.com"],
      ["cw.example.com:8443", "own", "A server or name of your own: cw.example.com:8443"],
      ["psa_server.local", "own", "A server or name of your own: psa_server.local"],
      ["192.168.1.5:8443", "own", "A server or name of your own: 192.168.1.5:8443"],
      ["http://127.0.0.1:5000", "this-computer", "This computer: 127.0.0.1:5000"],
      ["http://localhost:9", "this-computer", "This computer: localhost:9"],
      ["http://[::1]:81/x", "this-computer", "This computer: [::1]:81"],
      ["https://müller.example", "own", "A server or name of your own: xn--mller-kva.example"],
    ];
    for (const [typed, kind, words] of forms) {
      const site = siteOf(typed);
      expect(site.kind, typed).toBe(kind);
      expect(siteWords(site), typed).toBe(words);
    }
  });

  it("is refused where it cannot be used, with the reason", () => {
    const refused: [string, string][] = [
      ["http://na.myconnectwise.net", "https"],
      ["http://192.168.1.5", "https"],
      ["http://localhost.evil.example", "https"],
      ["http://127.0.0.1.evil.example", "https"],
      ["ftp://na.myconnectwise.net", "https"],
      ["https://user:secret@na.myconnectwise.net", "user name"],
      ["user@na.myconnectwise.net", "user name"],
      ["not a host", "no address"],
      ["cw.example.com:99999", "no address"],
      ["https://", "no address"],
    ];
    for (const [typed, word] of refused) {
      const site = siteOf(typed);
      expect(site.kind === "bad" && site.why, typed).toContain(word);
      expect(siteWords(site)).toBe("");
    }
  });

  it("is not repeated with the password in it", () => {
    const site = siteOf("https://user:secret@na.myconnectwise.net");
    expect(JSON.stringify(site)).not.toContain("secret");
  });

  it("is written out where only the region was typed", () => {
    expect(siteOf(" NA ")).toEqual({ kind: "bad", why: "Write the whole address: na.myconnectwise.net" });
    expect(siteOf("staging")).toEqual({ kind: "bad", why: "Write the whole address: staging.connectwisedev.com" });
    expect(siteOf("")).toEqual({ kind: "empty" });
  });
});
