/** react-admin's own words in English, but those that speak of elements, of which nobody here has heard. */

import english from "ra-language-english";

const { ra } = english;

export default {
  ra: {
    ...ra,
    notification: {
      ...ra.notification,
      created: "Created.",
      deleted: "Deleted. |||| %{smart_count} deleted.",
      item_doesnt_exist: "This does not exist.",
      updated: "Saved. |||| %{smart_count} saved.",
    },
  },
};
