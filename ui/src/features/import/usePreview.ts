import { useEffect, useState } from "react";
import type { CommandFailure } from "../../backend/backend";
import type { ImportReply, ImportRequest } from "../../backend/generated";
import { useImportPreview } from "../../backend/queries";

export interface Preview {
  /** What the import would do; while it is asked again, the answer before. */
  reply: ImportReply | null;
  /** Whether the reply belongs to the request as it is now. */
  current: boolean;
  /** Fields in which the file differs from values set here, in how many records; also those that are taken by now. */
  differing: ReadonlyMap<string, number>;
  error: CommandFailure | null;
  again(): void;
}

interface Answer {
  key: string;
  file: string;
  reply: ImportReply;
  differing: ReadonlyMap<string, number>;
}

/** Asks what an import would do, each time that something about it changes. `file` names what is read, with its columns. */
export function usePreview(request: ImportRequest, file: string, wanted: boolean): Preview {
  const { mutate, error, reset } = useImportPreview();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [round, setRound] = useState(0);
  const body = JSON.stringify(request);
  const key = `${round} ${file} ${body}`;
  const current = answer?.key === key;
  useEffect(() => {
    if (!wanted || current) return;
    mutate(JSON.parse(body) as ImportRequest, {
      onSuccess: (reply) =>
        setAnswer((before) => {
          // A field whose value is taken differs no more; its count is that of the preview before.
          const counts = new Map(before?.file === file ? before.differing : []);
          for (const { field, records } of reply.differing_fields) counts.set(field, records);
          return { key, file, reply, differing: counts };
        }),
    });
  }, [wanted, current, key, file, body, mutate]);
  return {
    reply: answer?.file === file ? answer.reply : null,
    current,
    differing: answer?.file === file ? answer.differing : new Map(),
    error: current ? null : error,
    again: () => {
      reset();
      setRound(round + 1);
    },
  };
}
