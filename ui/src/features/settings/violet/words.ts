const PLACEHOLDERS: Record<string, string> = {
  company: "your company's name",
  home: "the name of the home, as its agent is called",
  first_name: "the owner's first name; left out where it is not known",
  link: "the link that opens Violet; it has to stand in the text",
  expires: "until when the link opens",
  support: "phone and e-mail for help; without any, its paragraph is left out",
};

/** What a placeholder stands for; of one that is not known here, nothing is said. */
export const placeholderWords = (placeholder: string): string => PLACEHOLDERS[placeholder] ?? "";
