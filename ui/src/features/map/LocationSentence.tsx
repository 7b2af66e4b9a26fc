import type { LocationView } from "../../backend/generated";
import { locationSentence } from "./location-words";

/** The sentence, with the database and its date kept on one line. */
export function LocationSentence({ location, withAddress }: { location: LocationView; withAddress?: boolean }) {
  const sentence = locationSentence(location, withAddress);
  const parts = /^(.*, )([^,]*\d{4}-\d{2}-\d{2}\))$/.exec(sentence);
  if (!parts) return <>{sentence}</>;
  return (
    <>
      {parts[1]}
      <span className="nw">{parts[2]}</span>
    </>
  );
}
