import type { PlaceCandidate, PlaceFindReply } from "../../backend/generated";
import { Icon, Note } from "../../components";
import { candidateName, precisionWords } from "./place-words";

interface PlaceResultsProps {
  reply: PlaceFindReply;
  /** What else can be done where nothing was found. */
  otherwise: string;
  onChoose(place: PlaceCandidate): void;
}

/** The places that were found for a text, each to be chosen, with whose list they come from. */
export function PlaceResults({ reply, otherwise, onChoose }: PlaceResultsProps) {
  if (reply.search === "coordinates") return null;
  if (reply.places.length === 0) {
    return (
      <p className="t12 m" role="status">
        No town of this name was found. {otherwise}
      </p>
    );
  }
  return (
    <>
      {reply.trouble === "" ? null : <Note tone="warn">{reply.trouble}</Note>}
      {reply.places.some(({ named }) => named) ? null : (
        <p className="t12 m">
          The list of towns on this computer does not have the town of this address. These are called like words in it.
        </p>
      )}
      <ul className="placebar-results" aria-label="Places found">
        {reply.places.map((place) => (
          <li key={`${place.lat} ${place.lon} ${place.label}`}>
            <button type="button" className="plain row g6" onClick={() => onChoose(place)}>
              <Icon name="pin" size="s" />
              <span className="el grow">{candidateName(place)}</span>
              <span className="d t12 nw">{precisionWords(place)}</span>
            </button>
          </li>
        ))}
      </ul>
      <p className="t12 d">
        {reply.search === "gazetteer" ? "Found in the list of towns on this computer; streets are not in it. " : ""}
        {reply.attribution}
      </p>
    </>
  );
}
