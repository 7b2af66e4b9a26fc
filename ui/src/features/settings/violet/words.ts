const PLACEHOLDERS: Record<string, string> = {
  first_name: "the owner's first name; left out where it is not known",
  last_name: "the owner's last name",
  name: "the owner's name; left out where it is not known",
  owner: "the owner's name; left out where it is not known",
  agent: "the name of the home's network",
  network: "the name of the home's network",
  company: "your company's name",
  link: "the link that opens Violet; it has to stand in the text",
  expires: "until when the link can be opened",
  hours: "for how many hours the link can be opened",
  support_phone: "your phone for help",
  support_email: "your e-mail for help",
  phone: "your phone for help",
  email: "your e-mail for help",
};

/** What a placeholder stands for; of one that is not known here, nothing is said. */
export const placeholderWords = (placeholder: string): string => PLACEHOLDERS[placeholder.replaceAll(/\W/g, "")] ?? "";
