/** English messages of react-admin, without its word "element". */

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
