import "./connectwise.css";

export { CompaniesPage } from "./companies/CompaniesPage";
export { FieldsPage } from "./fields/FieldsPage";
export { ManagePage } from "./manage/ManagePage";
export { MatchingPage } from "./matching/MatchingPage";
export { PlanPage } from "./plan/PlanPage";
