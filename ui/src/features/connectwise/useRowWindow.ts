import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";

/**
 * Only the rows in sight are in the document: a company may have thousands of configurations.
 *
 * `before` and `after` are the heights of the spacer rows that stand for the rest.
 */
export function useRowWindow<Scroller extends HTMLElement = HTMLDivElement>(
  count: number,
  heightOf: (index: number) => number,
  keyOf: (index: number) => string,
) {
  const scroller = useRef<Scroller>(null);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: heightOf,
    getItemKey: keyOf,
    overscan: 8,
    // The head of the table covers the top of the scrolled area.
    scrollPaddingStart: 32,
  });
  const items = virtualizer.getVirtualItems();
  return {
    scroller,
    items,
    before: items[0]?.start ?? 0,
    after: Math.max(0, virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0)),
    measure: virtualizer.measureElement,
    show: (index: number) => virtualizer.scrollToIndex(index, { align: "auto" }),
  };
}
