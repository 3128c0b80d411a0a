"""Pure rules of the one-stop office: no Qt, no SQL, no network; the clock is passed in."""
