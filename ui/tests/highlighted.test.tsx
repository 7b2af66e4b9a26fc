import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Highlighted } from "../src/components";

const marked = (text: string, marks: [number, number][]): string => {
  const { container } = render(<Highlighted text={text} marks={marks} />);
  return container.innerHTML.replaceAll(/<mark[^>]*>/g, "[").replaceAll("</mark>", "]");
};

describe("what was found in a text", () => {
  it("is marked, the text itself stays whole", () => {
    expect(
      marked("Harbour Mill", [
        [0, 4],
        [8, 9],
      ]),
    ).toBe("[Harb]our [M]ill");
    expect(marked("Harbour Mill", [])).toBe("Harbour Mill");
    expect(marked("fw01", [[0, 4]])).toBe("[fw01]");
  });

  it("is counted in UTF-16 units, and never becomes markup", () => {
    expect(marked("😀 <b>x", [[3, 6]])).toBe("😀 [&lt;b&gt;]x");
  });

  it("is left out where a mark does not fit", () => {
    expect(
      marked("abc", [
        [2, 9],
        [1, 1],
        [-1, 1],
      ]),
    ).toBe("abc");
    expect(
      marked("abcd", [
        [0, 2],
        [1, 3],
      ]),
    ).toBe("[ab]cd");
  });
});
