import { useState } from "react";
import type { GeoipMove, GeoipRemakeReply } from "../../backend/generated";
import { useGeoipRemakePreview, useRemakeEstimates } from "../../backend/queries";
import { whenDone } from "../../backend/when-done";
import {
  Button,
  ErrorState,
  formatDatabase,
  formatDistance,
  formatNumber,
  Note,
  notifyDone,
  plural,
} from "../../components";

/** After a better database, one offer to make the estimates again; made once for each database. */
export function GeoipRemake() {
  const preview = useGeoipRemakePreview();
  if (!preview.data?.offered) return null;
  return <Offer offer={preview.data} />;
}

function Offer({ offer }: { offer: GeoipRemakeReply }) {
  const [open, setOpen] = useState(false);
  const answer = useRemakeEstimates();
  const furthest = offer.moves.find((move) => move.km !== null)?.km ?? null;
  return (
    <Note tone="acc">
      <div className="col g8">
        <span>
          {plural(offer.agents, "estimate")} of other databases can be made again with {formatDatabase(offer.database)}:{" "}
          {offer.moved === 0
            ? "none would move"
            : `${formatNumber(offer.moved)} would move${furthest === null ? "" : `, by up to ${formatDistance(furthest)}`}`}
          . Places that people or the source said stay as they are.
        </span>
        {open ? <Moves moves={offer.moves} more={offer.moved - offer.moves.length} /> : null}
        {answer.error ? <ErrorState title="The estimates were not made again" error={answer.error} /> : null}
        <span className="row g6">
          <Button
            busy={answer.isPending}
            onClick={() =>
              whenDone(answer.mutateAsync({ remake: true }), () =>
                notifyDone(`Made ${plural(offer.agents, "estimate")} again`),
              )
            }
          >
            Make {plural(offer.agents, "estimate")} again
          </Button>
          {offer.moves.length > 0 ? (
            <Button aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? "Hide the moves" : "Show the moves"}
            </Button>
          ) : null}
          <Button kind="quiet" onClick={() => answer.mutate({ remake: false })}>
            Leave them
          </Button>
        </span>
      </div>
    </Note>
  );
}

function Moves({ moves, more }: { moves: readonly GeoipMove[]; more: number }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard.
    <ul className="geoip-moves" aria-label="Estimates that would move" tabIndex={0}>
      {moves.map((move) => (
        <li key={move.agent} className="row g6">
          <span className="el grow">{move.name}</span>
          <span className="nw">
            {move.from || "unknown"} → {move.to || "unknown"}
          </span>
          <span className="d nw">{move.km === null ? "" : formatDistance(move.km)}</span>
        </li>
      ))}
      {more > 0 ? <li className="d">and {formatNumber(more)} more</li> : null}
    </ul>
  );
}
