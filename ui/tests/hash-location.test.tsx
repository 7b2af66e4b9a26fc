import { act, render, screen } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { Link, Router, useLocation, useSearch } from "wouter";
import { useHashLocation, useHashSearch } from "../src/app/hash-location";

function Probe() {
  const [path, navigate] = useLocation();
  const search = useSearch();
  return (
    <>
      <p>
        {path} [{search}]
      </p>
      <Link href="/agents?import">Import</Link>
      <button type="button" onClick={() => navigate("/agents", { replace: true })}>
        Close
      </button>
    </>
  );
}

const show = () =>
  render(
    <Router hook={useHashLocation} searchHook={useHashSearch}>
      <Probe />
    </Router>,
  );

describe("addresses behind the #", () => {
  beforeEach(() => {
    window.history.replaceState(null, "", "/#/map");
  });

  it("reads path and parameters, also after a reload", () => {
    window.history.replaceState(null, "", "/#/agents?import");
    show();
    expect(screen.getByText("/agents [import]")).toBeTruthy();
  });

  it("leaves the parameters when it leaves the page", () => {
    show();
    act(() => screen.getByText("Import").click());
    expect(screen.getByText("/agents [import]")).toBeTruthy();
    expect(window.location.search).toBe("");
    act(() => screen.getByText("Close").click());
    expect(screen.getByText("/agents []")).toBeTruthy();
    expect(window.location.hash).toBe("#/agents");
  });
});
