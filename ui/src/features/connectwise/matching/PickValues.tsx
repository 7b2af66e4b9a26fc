/** The identifying values of something to be picked, each whole: they are compared character by character. */
export function PickValues({ values }: { values: readonly string[] }) {
  return (
    <span className="sub2 mono pick-values">
      {values
        .filter((value) => value !== "")
        .map((value) => (
          <span key={value}>{value}</span>
        ))}
    </span>
  );
}
