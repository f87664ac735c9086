/** The mark: an arch within an arch, the shelter that the name means. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#23418f" />
      <path
        d="M8 25V15.5C8 11 11.6 7.4 16 7.4s8 3.6 8 8.1V25"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <path d="M13 25v-7.6a3 3 0 0 1 6 0V25" fill="none" stroke="#f3d9a4" strokeWidth="2.6" strokeLinecap="round" />
    </svg>
  );
}
