interface Props {
  label: string;
  items: readonly { name: string; message: string }[];
}

/** What was left out of an act on many, each with its reason. */
export function FailedList({ label, items }: Props) {
  return (
    <ul className="dialog-list" aria-label={label}>
      {items.map((item) => (
        <li key={`${item.name}/${item.message}`}>
          <b className="md">{item.name}</b> <span className="m">{item.message}</span>
        </li>
      ))}
    </ul>
  );
}
