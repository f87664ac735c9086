/** The mark: an arch within an arch, the shelter that the name means. It is drawn in `index.html`, for the door and the work alike. */
export function Mark() {
  return (
    <svg aria-hidden="true">
      <use href="#mark" />
    </svg>
  );
}
