import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** Ten steps around the accent; steps 6 and 8 are the fills of the two themes. */
const petrol: MantineColorsTuple = [
  "#E1F0F2",
  "#C3E0E4",
  "#8FC1CA",
  "#67BCCB",
  "#3C95A5",
  "#187C8C",
  "#0B6173",
  "#14707F",
  "#084C5B",
  "#063A46",
];

export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: { light: 6, dark: 7 },
  colors: { petrol },
  fontFamily: "var(--font)",
  fontFamilyMonospace: "var(--mono)",
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "18px" },
  lineHeights: { xs: "16px", sm: "18px", md: "20px", lg: "22px", xl: "26px" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "20px", xl: "28px" },
  radius: { xs: "3px", sm: "5px", md: "7px", lg: "7px", xl: "7px" },
  defaultRadius: "sm",
  headings: { fontFamily: "var(--font)", fontWeight: "600" },
  respectReducedMotion: true,
  cursorType: "default",
  components: {
    Modal: {
      defaultProps: { centered: true, size: 560, transitionProps: { duration: 100 }, overlayProps: { opacity: 0.4 } },
    },
    Drawer: {
      defaultProps: {
        position: "right",
        size: 420,
        transitionProps: { duration: 100 },
        overlayProps: { opacity: 0.2 },
      },
    },
    // A title bar is not a banner: its element would be a landmark of the whole page to a screen reader.
    ModalHeader: { defaultProps: { component: "div" } },
    DrawerHeader: { defaultProps: { component: "div" } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, transitionProps: { duration: 80 } } },
    Select: { defaultProps: { size: "xs", allowDeselect: false, checkIconPosition: "right" } },
    TextInput: { defaultProps: { size: "xs" } },
    PasswordInput: { defaultProps: { size: "xs" } },
    Checkbox: { defaultProps: { size: "xs" } },
    Switch: { defaultProps: { size: "xs" } },
    // The keyboard begins at the first item, not at an empty place before it that a screen reader has no word for.
    Menu: { defaultProps: { shadow: "none", transitionProps: { duration: 80 }, withInitialFocusPlaceholder: false } },
  },
});
