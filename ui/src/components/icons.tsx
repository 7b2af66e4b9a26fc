import type { ReactNode, SVGProps } from "react";

/** Our own small set on a 16 px grid: stroke 1.4, round caps, the colour of the text. */
const SHAPES = {
  activity: (
    <>
      <path d="M1.5 8h2.8L6.2 3.2l3.2 9.6L11.5 8h3" />
    </>
  ),
  agents: (
    <>
      <rect x="2" y="2.5" width="12" height="4.6" rx="1" />
      <rect x="2" y="8.9" width="12" height="4.6" rx="1" />
      <path d="M4.6 4.8h.01M4.6 11.2h.01M8 4.8h3.4M8 11.2h3.4" />
    </>
  ),
  wifi: (
    <>
      <path d="M2.4 6.6a8 8 0 0 1 11.2 0M4.6 9a4.8 4.8 0 0 1 6.8 0M8 11.8h.01" />
    </>
  ),
  battery: (
    <>
      <rect x="1.9" y="5" width="11" height="6" rx="1" />
      <path d="M14.3 7v2M4.4 7.2v1.6M6.8 7.2v1.6" />
    </>
  ),
  screen: (
    <>
      <rect x="1.7" y="3.2" width="12.6" height="8.4" rx="1" />
      <path d="M4.6 13.6h6.8" />
    </>
  ),
  speaker: (
    <>
      <rect x="4" y="1.9" width="8" height="12.2" rx="1" />
      <circle cx="8" cy="9.8" r="2.1" />
      <path d="M8 4.9h.01" />
    </>
  ),
  gamepad: (
    <>
      <rect x="1.8" y="4.6" width="12.4" height="7" rx="3.2" />
      <path d="M4.2 8.1h2.6M5.5 6.8v2.6M10.4 7.4h.01M11.8 8.9h.01" />
    </>
  ),
  lamp: (
    <>
      <path d="M6 11.2c0-1.6-2-2.4-2-5a4 4 0 0 1 8 0c0 2.6-2 3.4-2 5zM6.4 13.6h3.2" />
    </>
  ),
  thermometer: (
    <>
      <path d="M6.3 9.2V3.6a1.7 1.7 0 0 1 3.4 0v5.6a2.9 2.9 0 1 1-3.4 0zM8 6.4v5" />
    </>
  ),
  device: (
    <>
      <rect x="3" y="3" width="10" height="10" rx="1.2" />
      <path d="M6 10.4h4" />
    </>
  ),
  camera: (
    <>
      <rect x="1.8" y="4.4" width="9" height="7.2" rx="1" />
      <path d="m10.8 7.2 3.4-1.8v5.2l-3.4-1.8" />
    </>
  ),
  check: (
    <>
      <path d="m3 8.6 3.3 3.3L13 4.8" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M8 4.8V8l2.2 1.5" />
    </>
  ),
  columns: (
    <>
      <rect x="2.3" y="2.5" width="11.4" height="11" rx="1" />
      <path d="M6.1 2.5v11M9.9 2.5v11" />
    </>
  ),
  company: (
    <>
      <path d="M3.4 13.6V2.6h6.2v11M9.6 6.2h3v7.4M2 13.6h12M5.6 5.2h1.8M5.6 7.8h1.8M5.6 10.4h1.8" />
    </>
  ),
  copy: (
    <>
      <rect x="5.2" y="5.2" width="8" height="8.2" rx="1" />
      <path d="M3.4 10.6h-.6v-8h8v.6" />
    </>
  ),
  link: (
    <>
      <path d="M6.4 9.6l3.2-3.2M7 4.6l1.3-1.3a3 3 0 0 1 4.3 4.3L11.3 9M9 11.4l-1.3 1.3a3 3 0 0 1-4.3-4.3L4.7 7" />
    </>
  ),
  desktop: (
    <>
      <rect x="1.9" y="2.9" width="12.2" height="8" rx="1" />
      <path d="M5.6 13.4h4.8M8 10.9v2.5" />
    </>
  ),
  down: (
    <>
      <path d="m4 6.2 4 4 4-4" />
    </>
  ),
  error: (
    <>
      <path d="M5.4 2.2h5.2l3.2 3.2v5.2l-3.2 3.2H5.4l-3.2-3.2V5.4zM8 5v3.6M8 10.9h.01" />
    </>
  ),
  estimate: (
    <>
      <circle cx="8" cy="8" r="5.6" strokeDasharray="2.6 2.2" />
      <circle cx="8" cy="8" r="1.7" />
    </>
  ),
  download: (
    <>
      <path d="M8 2.4v7.8M4.8 7.1 8 10.3l3.2-3.2M2.6 13.5h10.8" />
    </>
  ),
  eye: (
    <>
      <path d="M1.5 8S3.9 3.8 8 3.8 14.5 8 14.5 8 12.1 12.2 8 12.2 1.5 8 1.5 8z" />
      <circle cx="8" cy="8" r="1.9" />
    </>
  ),
  filter: (
    <>
      <path d="M2.3 4h11.4M4.5 8h7M6.6 12h2.8" />
    </>
  ),
  flask: (
    <>
      <path d="M6 2.4h4M6.8 2.4v4.1L3.3 12a1.2 1.2 0 0 0 1 1.8h7.4a1.2 1.2 0 0 0 1-1.8L9.2 6.5V2.4M5 10h6" />
    </>
  ),
  from: (
    <>
      <path d="M13.5 8h-11M6.4 4.1 2.5 8l3.9 3.9" />
    </>
  ),
  fit: (
    <>
      <path d="M2.6 6V2.6H6M10 2.6h3.4V6M13.4 10v3.4H10M6 13.4H2.6V10" />
    </>
  ),
  home: (
    <>
      <path d="M2.2 7.6 8 2.7l5.8 4.9M4 6.3v7h8v-7" />
    </>
  ),
  globe: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M2.2 8h11.6M8 2.2c2 1.8 2.6 3.6 2.6 5.8S10 12 8 13.8C6 12 5.4 10.2 5.4 8S6 4 8 2.2z" />
    </>
  ),
  handset: (
    <>
      <rect x="4.4" y="1.9" width="7.2" height="12.2" rx="1.2" />
      <path d="M7.2 12h1.6" />
    </>
  ),
  history: (
    <>
      <path d="M2.4 8a5.6 5.6 0 1 0 1.7-4L2.4 5.5M2.4 2.6v2.9h2.9M8 5v3.2l2.2 1.3" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="5.8" />
      <path d="M8 7.4v3.6M8 5h.01" />
    </>
  ),
  layers: (
    <>
      <path d="m8 2.6 6 3-6 3-6-3zM2.2 9 8 11.9 13.8 9" />
    </>
  ),
  lock: (
    <>
      <rect x="3.3" y="7" width="9.4" height="6.6" rx="1" />
      <path d="M5.2 7V5.1a2.8 2.8 0 0 1 5.6 0V7" />
    </>
  ),
  mail: (
    <>
      <rect x="1.9" y="3.5" width="12.2" height="9" rx="1" />
      <path d="M2.3 4.4 8 8.9l5.7-4.5" />
    </>
  ),
  send: (
    <>
      <path d="M14 2.2 7 9.2M14 2.2 9.6 13.8 7 9.2 2.2 6.6z" />
    </>
  ),
  power: (
    <>
      <path d="M8 2.2v5M4.7 4.2a5 5 0 1 0 6.6 0" />
    </>
  ),
  map: (
    <>
      <path d="M1.8 4 6 2.3l4 1.7 4.2-1.7V12L10 13.7 6 12l-4.2 1.7zM6 2.3V12M10 4v9.7" />
    </>
  ),
  minus: (
    <>
      <path d="M3.5 8h9" />
    </>
  ),
  more: (
    <>
      <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2" />
    </>
  ),
  storage: (
    <>
      <rect x="3" y="2.3" width="10" height="11.4" rx="1" />
      <path d="M5.4 5h5.2M5.4 7.6h5.2M5.4 11h.01" />
    </>
  ),
  pin: (
    <>
      <path d="M8 14.3S3.4 10.2 3.4 6.7a4.6 4.6 0 0 1 9.2 0c0 3.5-4.6 7.6-4.6 7.6z" />
      <circle cx="8" cy="6.7" r="1.6" />
    </>
  ),
  play: (
    <>
      <path d="m5 3.4 7.2 4.6L5 12.6z" />
    </>
  ),
  plus: (
    <>
      <path d="M8 3v10M3 8h10" />
    </>
  ),
  printer: (
    <>
      <path d="M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2" />
      <rect x="4.5" y="9.3" width="7" height="4.2" />
    </>
  ),
  right: (
    <>
      <path d="m6.2 4 4 4-4 4" />
    </>
  ),
  router: (
    <>
      <rect x="2" y="8.4" width="12" height="4.4" rx="1" />
      <path d="M4.5 10.6h.01M7 10.6h.01M11.2 8.4V4M9.2 5.2a2.6 2.6 0 0 1 4 0" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.3" />
      <path d="m10.2 10.2 3.4 3.4" />
    </>
  ),
  settings: (
    <>
      <path d="M2 4.6h5.4M10.6 4.6H14M2 11.4h3.4M8.6 11.4H14" />
      <circle cx="9" cy="4.6" r="1.6" />
      <circle cx="7" cy="11.4" r="1.6" />
    </>
  ),
  shield: (
    <>
      <path d="M8 2.2 13 4v4c0 3-2.2 5-5 6-2.8-1-5-3-5-6V4z" />
    </>
  ),
  spin: (
    <>
      <path d="M8 2.2A5.8 5.8 0 1 1 2.6 5.9" />
    </>
  ),
  stop: (
    <>
      <rect x="4" y="4" width="8" height="8" rx="1" />
    </>
  ),
  swap: (
    <>
      <path d="M2.5 5.4h10M9.8 2.7l2.7 2.7-2.7 2.7M13.5 10.6h-10M6.2 7.9l-2.7 2.7 2.7 2.7" />
    </>
  ),
  switch: (
    <>
      <rect x="1.8" y="5" width="12.4" height="6" rx="1" />
      <path d="M4.2 7.2v1.6M6.7 7.2v1.6M9.2 7.2v1.6M11.8 7.2v1.6" />
    </>
  ),
  sync: (
    <>
      <path d="M13.2 6.6A5.4 5.4 0 0 0 3.6 5L2.3 6.5M2.3 3v3.5h3.5M2.8 9.4A5.4 5.4 0 0 0 12.4 11l1.3-1.5M13.7 13V9.5h-3.5" />
    </>
  ),
  to: (
    <>
      <path d="M2.5 8h11M9.6 4.1 13.5 8l-3.9 3.9" />
    </>
  ),
  undo: (
    <>
      <path d="M5.6 3 2.5 6.1l3.1 3.1M2.5 6.1h7.1a3.7 3.7 0 0 1 0 7.4H6.2" />
    </>
  ),
  up: (
    <>
      <path d="m4 9.8 4-4 4 4" />
    </>
  ),
  user: (
    <>
      <circle cx="8" cy="5.4" r="2.7" />
      <path d="M2.9 13.6c.5-2.7 2.5-4.2 5.1-4.2s4.6 1.5 5.1 4.2" />
    </>
  ),
  warn: (
    <>
      <path d="M8 2.4 14.2 13.3H1.8zM8 6.5v3.2M8 11.5h.01" />
    </>
  ),
  close: (
    <>
      <path d="m4 4 8 8M12 4l-8 8" />
    </>
  ),
  upload: (
    <>
      <path d="M8 10.4V2.6M4.8 5.7 8 2.5l3.2 3.2M2.6 13.5h10.8" />
    </>
  ),
  folder: (
    <>
      <path d="M1.9 12.6V3.6h4.2l1.4 1.6h6.6v7.4z" />
    </>
  ),
  file: (
    <>
      <path d="M3.8 14V2h5.4l3 3v9zM9 2.2V5.2h3" />
    </>
  ),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof SHAPES;

interface IconProps extends Omit<SVGProps<SVGSVGElement>, "name"> {
  name: IconName;
  /** s = 14, xs = 12, l = 20; without it 16. */
  size?: "s" | "xs" | "l";
  /** Only where no word stands beside the icon. */
  label?: string;
}

export function Icon({ name, size, label, className, ...rest }: IconProps) {
  const classes = ["i", size, name === "spin" ? "spin" : undefined, className].filter(Boolean).join(" ");
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or hidden where a word stands beside it.
    <svg
      className={classes}
      viewBox="0 0 16 16"
      {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}
      {...rest}
    >
      {SHAPES[name]}
    </svg>
  );
}
