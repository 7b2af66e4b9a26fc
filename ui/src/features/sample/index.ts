export { ResetSample, sampleHelp } from "./ResetSample";
export { SampleCard } from "./SampleCard";
export { SampleMark } from "./SampleMark";
export { useSampleActs } from "./useSampleActs";
