/** react-admin's own words in German. */

import english from "ra-language-english";

export default english;
