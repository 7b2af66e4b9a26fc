import { useEffect, useRef, useState } from "react";
import type { CommandFailure } from "../../backend/backend";
import type { ImportReply, ImportRequest } from "../../backend/generated";
import { useImportPreview, useStopImport } from "../../backend/queries";
import { nextWork } from "./work";

export interface Preview {
  /** What the import would do; while it is asked again, the answer before. */
  reply: ImportReply | null;
  /** Whether the reply belongs to the request as it is now. */
  current: boolean;
  /** Fields in which the file differs from values set here, in how many records; also those that are taken by now. */
  differing: ReadonlyMap<string, number>;
  error: CommandFailure | null;
  /** The name of the work while the core is asked; null otherwise. */
  work: string | null;
  stop(): void;
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
  const { mutate, error, reset, isPending } = useImportPreview();
  const { mutate: stop } = useStopImport();
  const work = useRef<string | null>(null);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [round, setRound] = useState(0);
  const body = JSON.stringify(request);
  const key = `${round} ${file} ${body}`;
  const current = answer?.key === key;
  useEffect(() => {
    if (!wanted || current) return;
    const name = nextWork("preview");
    work.current = name;
    let waiting = true;
    mutate(
      { ...(JSON.parse(body) as ImportRequest), work: name },
      {
        onSuccess: (reply) =>
          setAnswer((before) => {
            // A field whose value is taken differs no more; its count is that of the preview before.
            const counts = new Map(before?.file === file ? before.differing : []);
            for (const { field, records } of reply.differing_fields) counts.set(field, records);
            return { key, file, reply, differing: counts };
          }),
        onSettled: () => {
          waiting = false;
        },
      },
    );
    return () => {
      // Nobody waits for it any more.
      if (waiting) stop({ work: name });
    };
  }, [wanted, current, key, file, body, mutate, stop]);
  return {
    reply: answer?.file === file ? answer.reply : null,
    current,
    differing: answer?.file === file ? answer.differing : new Map(),
    error: current ? null : error,
    work: isPending ? work.current : null,
    stop: () => {
      if (work.current !== null) stop({ work: work.current });
    },
    again: () => {
      reset();
      setRound(round + 1);
    },
  };
}
