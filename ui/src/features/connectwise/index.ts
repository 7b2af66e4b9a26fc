import "./connectwise.css";
import "./manage/manage.css";

export { CompaniesPage } from "./companies/CompaniesPage";
export { DuplicatesPage } from "./duplicates/DuplicatesPage";
export { FieldsPage } from "./fields/FieldsPage";
export { ManagePage } from "./manage/ManagePage";
export { MatchingPage } from "./matching/MatchingPage";
export { PlanPage } from "./plan/PlanPage";
