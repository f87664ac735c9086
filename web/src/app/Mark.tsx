/** The mark: an arch within an arch, the shelter that the name means. It is drawn in `index.html`, for the door and the work alike. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <use href="#mark" />
    </svg>
  );
}
