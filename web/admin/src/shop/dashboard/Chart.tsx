import { useTheme } from "@mui/material/styles";

export type Bar = { day: string; value: number; label: string };

const HEIGHT = 120;
const WIDTH = 20;

/** Bar chart with one bar per day. Its accessible name summarises it for screen readers. */
export function Chart({ name, bars }: { name: string; bars: readonly Bar[] }) {
  const { palette } = useTheme();
  const max = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <svg
      viewBox={`0 0 ${String(bars.length * WIDTH)} ${String(HEIGHT)}`}
      width="100%"
      height={HEIGHT}
      preserveAspectRatio="none"
      role="img"
      aria-label={name}
    >
      {bars.map(({ day, value, label }, index) => {
        const height = (Math.max(0, value) / max) * (HEIGHT - 4) + 2;
        return (
          <rect
            key={day}
            x={index * WIDTH + 2}
            y={HEIGHT - height}
            width={WIDTH - 4}
            height={height}
            fill={palette.primary.main}
          >
            <title>{`${day}: ${label}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}
