import type { Answers, FakeBackend } from "./fake-backend";
import { makeStatus } from "./fake-data";

const DIRECTORY = "/home/desk/Northgate IT/sample";

/** Going between the own workspace and the sample, as far as the shell sees it. */
export function sampleAnswers(fake: FakeBackend): Answers {
  let own = fake.status;

  const made = () => ({
    directory: DIRECTORY,
    site: "http://127.0.0.1:53117",
    company: "sample",
    public_key: "samplepublic",
    client_id: "5a3b1e2c-0000-4000-8000-000000000001",
    agents: 40,
    devices: 800,
  });
  const open = (): void => {
    if (!fake.status.sample) own = fake.status;
    fake.status = {
      ...own,
      staff: null,
      syncing: [],
      connection: own.connection ?? makeStatus([]).connection,
      directory: DIRECTORY,
      sample: true,
      sample_exists: true,
    };
  };
  const leave = (exists: boolean): void => {
    if (fake.status.sample) fake.status = own;
    fake.status = { ...fake.status, sample: false, sample_exists: exists };
  };

  return {
    sample_start: () => {
      open();
      fake.emit({ kind: "changed" });
      return made();
    },
    sample_leave: () => {
      leave(fake.status.sample_exists);
      fake.emit({ kind: "changed" });
      return fake.status;
    },
    sample_reset: () => {
      if (fake.status.sample) open();
      fake.emit({ kind: "changed" });
      return made();
    },
    sample_remove: () => {
      const removed = fake.status.sample_exists;
      leave(false);
      fake.emit({ kind: "changed" });
      return { directory: DIRECTORY, removed };
    },
  };
}
