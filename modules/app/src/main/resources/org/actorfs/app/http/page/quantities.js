// Sizes and times, as the daemon reads them back.

/** The shortest exact form: 100M. */
export function size(bytes) {
  let unit = 0;
  let number = bytes;
  while (number !== 0 && number % 1024 === 0 && unit < 4) {
    number /= 1024;
    unit++;
  }
  return number + ['', 'K', 'M', 'G', 'T'][unit];
}

/** In seconds. */
export const time = (seconds) => `${seconds}s`;
