import type { VioletLogo } from "../../backend/generated";

/** The picture as an address that an image shows; it never leaves the window. */
export const logoAddress = ({ media_type, data }: VioletLogo): string => `data:${media_type};base64,${data}`;
