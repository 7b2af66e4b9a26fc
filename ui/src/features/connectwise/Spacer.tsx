/** Stands for the rows that are out of sight. */
export function Spacer({ height, columns }: { height: number; columns: number }) {
  return height === 0 ? null : (
    <tr className="spacer" aria-hidden>
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
