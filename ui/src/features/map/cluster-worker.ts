/// <reference lib="webworker" />
import { ClusterCounter } from "./cluster-counter";
import type { ClusterRequest } from "./cluster-messages";

const counter = new ClusterCounter((reply) => self.postMessage(reply));

self.onmessage = ({ data }: MessageEvent<ClusterRequest>) => counter.hear(data);
