/// <reference lib="webworker" />
import { ClusterCounter } from "./cluster-counter";
import { practise } from "./cluster-index";
import type { ClusterRequest } from "./cluster-messages";

const counter = new ClusterCounter((reply) => self.postMessage(reply));
/** The worker stands before there are agents, as a rule; where they wait already, they go first. */
const idle = setTimeout(practise);

self.onmessage = ({ data }: MessageEvent<ClusterRequest>) => {
  clearTimeout(idle);
  counter.hear(data);
};
