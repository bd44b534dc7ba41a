import { createTheme, Modal, Switch, Tooltip, type MantineColorsTuple } from '@mantine/core';
import { viewTheme } from './viewer/theme.ts';

/** Neutral near-black for a reading room: from text (0) to the page's ground (7) and below. */
const dark: MantineColorsTuple = [
  '#dee1e5',
  '#bfc5cc',
  '#99a1ab',
  '#6d757f',
  '#2c3138',
  '#24282e',
  '#1a1d21',
  '#0e1012',
  '#0a0b0d',
  '#060708',
];

/** The accent: a calm sea green, apart from the three label colours (orange, sky blue, yellow). */
const sea: MantineColorsTuple = [
  '#e5f5f2',
  '#cbe8e2',
  '#9ed4ca',
  '#72c0b2',
  '#52b09f',
  '#3b9f8e',
  '#2c8879',
  '#22756a',
  '#1a5c53',
  '#12433d',
];

const { fontFamily } = viewTheme;

export const theme = createTheme({
  colors: { dark, sea },
  primaryColor: 'sea',
  primaryShade: { light: 7, dark: 7 },
  fontFamily,
  headings: { fontFamily, fontWeight: '600' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    // The page itself never scrolls; locking it would add a style tag the content security policy refuses.
    Modal: Modal.extend({ defaultProps: { lockScroll: false, centered: true } }),
    // Mantine makes what stands under a small switch smaller than any other text
    Switch: Switch.extend({ styles: { description: { fontSize: 'var(--mantine-font-size-xs)' } } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, color: 'dark.5', c: 'dark.0' } }),
  },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
});
